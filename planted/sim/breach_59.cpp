std::ranges::shuffle(a, g);
