"""Stories to watch and simulators to play them with; nothing here is needed to run the gateway."""
