std::normal_distribution<> u;
