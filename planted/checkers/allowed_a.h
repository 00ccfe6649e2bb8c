namespace eddy::a {
inline constexpr int kMax = 1;
