from b2b.cli import main

main()
