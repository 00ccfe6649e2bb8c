std::chrono::steady_clock::now();
