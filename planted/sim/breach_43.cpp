std::exponential_distribution<> u;
