std::async(f);
