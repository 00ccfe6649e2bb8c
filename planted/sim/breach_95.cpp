std::locale l;
