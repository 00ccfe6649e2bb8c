std::hash<int>{}(1);
