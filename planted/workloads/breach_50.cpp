int x = rand();
