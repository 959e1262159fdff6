// Written by scripts/collect-recipes.mjs.
import type { IRecipe } from './recipe';
import aiohttp from './aiohttp.json';
import anyio from './anyio.json';
import asgiref from './asgiref.json';
import django from './django.json';
import httpx from './httpx.json';
import openaiAgents from './openai-agents.json';
import pydanticAi from './pydantic-ai.json';
import uvicorn from './uvicorn.json';

/**
 * Every recipe of this folder. A spec holds each against the schema, which says
 * more than TypeScript can tell from a JSON file.
 */
export const RECIPES = [
  aiohttp,
  anyio,
  asgiref,
  django,
  httpx,
  openaiAgents,
  pydanticAi,
  uvicorn
] as readonly unknown[] as readonly IRecipe[];
