std::log1p(x);
