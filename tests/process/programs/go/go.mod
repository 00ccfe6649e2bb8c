module eddy.test/broadcast

go 1.19
