std::chrono::system_clock::now();
