getpid();
