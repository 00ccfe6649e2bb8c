fmt::ptr(p);
