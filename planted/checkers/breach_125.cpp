std::jthread t;
