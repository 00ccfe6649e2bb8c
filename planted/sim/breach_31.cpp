std::uniform_int_distribution<int> u;
