"""The story that `make demo` plays, and the simulators it needs, labelled as such."""
