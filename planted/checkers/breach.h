namespace eddy::a {
inline constexpr long kMax = 1;
