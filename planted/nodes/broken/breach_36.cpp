std::uniform_real_distribution u;
