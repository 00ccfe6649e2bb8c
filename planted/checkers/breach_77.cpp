auto t = time(NULL);
