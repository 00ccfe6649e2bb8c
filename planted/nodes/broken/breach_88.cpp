std::getenv("HOME");
