import fastify from 'fastify';

const server = fastify();
server.get('/healthz', () => ({ ok: true }));
await server.listen({ host: '0.0.0.0', port: Number(process.env.PORT ?? 3000) });
