std::this_thread::get_id();
