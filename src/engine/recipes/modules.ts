// Written by scripts/collect-recipes.mjs.

/**
 * The modules of the recipes that concern code without `async`, for those who only ask whether a document is worth
 * loading the engine for.
 */
export const MODULES: readonly string[] = [
  'aiogram',
  'aiohttp',
  'aiosqlite',
  'anyio',
  'asgiref',
  'discord',
  'django',
  'fastmcp',
  'googletrans',
  'gql',
  'httpx',
  'hypercorn',
  'ib_async',
  'ib_insync',
  'kaleido',
  'langchain_core',
  'langchain',
  'langgraph',
  'llama_index',
  'workflows',
  'mcp',
  'mcp.server.fastmcp',
  'nbclient',
  'openai',
  'agents',
  'playwright',
  'pydantic_ai',
  'pyrogram',
  'telegram',
  'quart',
  'requests_html',
  'scrapy',
  'telethon',
  'tornado',
  'uvicorn'
];
