std::log(x);
