import { type ImageReference, officialName } from '../image/reference';

/** Docker Official Images that hold a whole system: a distribution, or one with a language or a server on it. */
const SYSTEMS = new Set(
  (
    'adminer almalinux alpine alt amazoncorretto amazonlinux archlinux bash buildpack-deps busybox caddy cassandra chronograf ' +
    'clojure composer couchbase couchdb dart debian docker drupal eclipse-mosquitto eclipse-temurin elasticsearch elixir erlang ' +
    'fedora flink fluentd gcc ghost golang gradle groovy haproxy haskell httpd influxdb jenkins jetty joomla jruby julia ' +
    'kibana kong logstash mageia mariadb maven mediawiki memcached mongo mongo-express mysql nats neo4j nextcloud nginx node ' +
    'odoo openjdk opensuse oraclelinux perl php phpmyadmin postgres pypy python r-base rabbitmq rakudo-star redis registry ' +
    'rockylinux ros ruby rust sapmachine solr sonarqube spark swift telegraf tomcat tomee traefik ubuntu varnish vault ' +
    'wordpress yourls zookeeper'
  ).split(' '),
);

/** The name of a well-known Docker Official Image with a whole system in it; undefined for any other image. */
export function officialSystem(image: ImageReference | undefined): string | undefined {
  const name = image && officialName(image);
  return name !== undefined && SYSTEMS.has(name) ? name : undefined;
}
