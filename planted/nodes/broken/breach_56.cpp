std::shuffle(a, b, g);
