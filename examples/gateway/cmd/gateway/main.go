package main

import (
	"flag"
	"log"
	"net/http"
)

var version = "dev"

func main() {
	listen := flag.String("listen", ":8080", "address to listen on")
	flag.Parse()
	log.Printf("gateway %s on %s", version, *listen)
	log.Fatal(http.ListenAndServe(*listen, http.DefaultServeMux))
}
