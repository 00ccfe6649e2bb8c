std::exp(x);
