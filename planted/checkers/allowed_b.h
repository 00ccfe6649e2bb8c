namespace eddy::b {
inline constexpr int kMax = 1;
