std::chrono::high_resolution_clock c;
