return pow(x, 2);
