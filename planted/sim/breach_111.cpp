boost::hash_combine(a, b);
