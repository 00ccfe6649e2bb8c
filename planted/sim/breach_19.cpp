std::mt19937 g;
