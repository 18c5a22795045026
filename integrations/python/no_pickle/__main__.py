from no_pickle import main

main()
