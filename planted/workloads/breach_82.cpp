auto t = std::time(nullptr);
