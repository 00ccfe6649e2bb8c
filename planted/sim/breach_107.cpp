boost::hash<int>{}(1);
