setlocale(LC_ALL, "");
