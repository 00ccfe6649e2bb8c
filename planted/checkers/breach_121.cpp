std::thread t;
