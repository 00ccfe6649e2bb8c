clock_gettime(a, b);
