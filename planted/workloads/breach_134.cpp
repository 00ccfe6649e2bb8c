auto a = reinterpret_cast<std::uintptr_t>(p);
