std::mt19937_64 g;
