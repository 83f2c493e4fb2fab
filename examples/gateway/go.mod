module harbour.example/gateway

go 1.25
