std::sqrt(x);
