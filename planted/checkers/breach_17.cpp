std::random_device d;
