module eddy.bench/programs

go 1.19
