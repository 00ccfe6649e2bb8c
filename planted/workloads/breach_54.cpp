srand(1);
