module example.org/verify

go 1.26.0

require tocsin v0.0.0

replace tocsin => ../..

require golang.org/x/mod v0.42.0 // indirect
