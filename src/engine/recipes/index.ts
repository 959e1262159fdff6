// Written by scripts/collect-recipes.mjs.
import type { IRecipe } from './recipe';
import aiogram from './aiogram.json';
import aiohttp from './aiohttp.json';
import aiosqlite from './aiosqlite.json';
import anyio from './anyio.json';
import asgiref from './asgiref.json';
import discord from './discord.json';
import django from './django.json';
import fastmcp from './fastmcp.json';
import googletrans from './googletrans.json';
import gql from './gql.json';
import httpx from './httpx.json';
import hypercorn from './hypercorn.json';
import ib_async from './ib_async.json';
import kaleido from './kaleido.json';
import langchain from './langchain.json';
import langchainAgents from './langchain-agents.json';
import langgraph from './langgraph.json';
import llamaIndex from './llama-index.json';
import mcp from './mcp.json';
import mcp1 from './mcp-1.json';
import nbclient from './nbclient.json';
import openai from './openai.json';
import openaiAgents from './openai-agents.json';
import playwright from './playwright.json';
import psycopg from './psycopg.json';
import psycopg2 from './psycopg2.json';
import pydanticAi from './pydantic-ai.json';
import pymongo from './pymongo.json';
import pymysql from './pymysql.json';
import pyrogram from './pyrogram.json';
import pythonTelegramBot from './python-telegram-bot.json';
import quart from './quart.json';
import redis from './redis.json';
import requests from './requests.json';
import requestsHtml from './requests-html.json';
import scrapy from './scrapy.json';
import sqlite3 from './sqlite3.json';
import telethon from './telethon.json';
import tornado from './tornado.json';
import uvicorn from './uvicorn.json';

/**
 * Every recipe of this folder. A spec holds each against the schema, which says
 * more than TypeScript can tell from a JSON file.
 */
export const RECIPES = [
  aiogram,
  aiohttp,
  aiosqlite,
  anyio,
  asgiref,
  discord,
  django,
  fastmcp,
  googletrans,
  gql,
  httpx,
  hypercorn,
  ib_async,
  kaleido,
  langchain,
  langchainAgents,
  langgraph,
  llamaIndex,
  mcp,
  mcp1,
  nbclient,
  openai,
  openaiAgents,
  playwright,
  psycopg,
  psycopg2,
  pydanticAi,
  pymongo,
  pymysql,
  pyrogram,
  pythonTelegramBot,
  quart,
  redis,
  requests,
  requestsHtml,
  scrapy,
  sqlite3,
  telethon,
  tornado,
  uvicorn
] as readonly unknown[] as readonly IRecipe[];
