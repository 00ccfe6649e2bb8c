std::default_random_engine g;
