# === openai-async-create-helper  want=rewrite fails=yes needs=openai,httpx2
# %%
import json
import httpx2 as httpx
from openai import AsyncOpenAI, DefaultAsyncHttpxClient

def answer(request):
    head = {"id": "1", "created": 1, "model": "m"}
    if not json.loads(request.content).get("stream"):
        return httpx.Response(200, json={**head, "object": "chat.completion", "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Hello"}}]})
    chunks = [{**head, "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": end}]} for text, end in (("Hel", None), ("lo", "stop"))]
    lines = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks)
    return httpx.Response(200, text=lines + "data: [DONE]\n\n", headers={"Content-Type": "text/event-stream"})

client = AsyncOpenAI(api_key="x", http_client=DefaultAsyncHttpxClient(transport=httpx.MockTransport(answer)))
# %%

def get_completion(prompt, model="gpt-4o"):
    messages = [{"role": "user", "content": prompt}]
    response = client.chat.completions.create(model=model, messages=messages, temperature=0)
    return response.choices[0].message.content
# %%
print(get_completion("a"))
# %%
answers = [get_completion(p) for p in ("a", "b")]
table = {p: get_completion(p) for p in ("a", "b")}
# %% verify
assert answers == ["Hello"] * 2

# === openai-async-stream-for  want=rewrite fails=yes needs=openai,httpx2
# %%
import json
import httpx2 as httpx
from openai import AsyncOpenAI, DefaultAsyncHttpxClient

def answer(request):
    head = {"id": "1", "created": 1, "model": "m"}
    if not json.loads(request.content).get("stream"):
        return httpx.Response(200, json={**head, "object": "chat.completion", "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Hello"}}]})
    chunks = [{**head, "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": end}]} for text, end in (("Hel", None), ("lo", "stop"))]
    lines = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks)
    return httpx.Response(200, text=lines + "data: [DONE]\n\n", headers={"Content-Type": "text/event-stream"})

client = AsyncOpenAI(api_key="x", http_client=DefaultAsyncHttpxClient(transport=httpx.MockTransport(answer)))
# %%
stream = await client.chat.completions.create(model="gpt-4o", messages=[], stream=True)
text = ""
for chunk in stream:
    text += chunk.choices[0].delta.content or ""
    print(chunk.choices[0].delta.content, end="")
# %% verify
assert text == "Hello"

# === openai-async-stream-for-no-await  want=rewrite fails=yes needs=openai,httpx2
# %%
import json
import httpx2 as httpx
from openai import AsyncOpenAI, DefaultAsyncHttpxClient

def answer(request):
    head = {"id": "1", "created": 1, "model": "m"}
    if not json.loads(request.content).get("stream"):
        return httpx.Response(200, json={**head, "object": "chat.completion", "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Hello"}}]})
    chunks = [{**head, "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": end}]} for text, end in (("Hel", None), ("lo", "stop"))]
    lines = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks)
    return httpx.Response(200, text=lines + "data: [DONE]\n\n", headers={"Content-Type": "text/event-stream"})

client = AsyncOpenAI(api_key="x", http_client=DefaultAsyncHttpxClient(transport=httpx.MockTransport(answer)))
# %%
stream = client.chat.completions.create(model="gpt-4o", messages=[], stream=True)
text = ""
for chunk in stream:
    text += chunk.choices[0].delta.content or ""
# %% verify
assert text == "Hello"

# === openai-stream-helper-async  want=rewrite fails=yes needs=openai,httpx2
# %%
import json
import httpx2 as httpx
from openai import AsyncOpenAI, DefaultAsyncHttpxClient

def answer(request):
    head = {"id": "1", "created": 1, "model": "m"}
    if not json.loads(request.content).get("stream"):
        return httpx.Response(200, json={**head, "object": "chat.completion", "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Hello"}}]})
    chunks = [{**head, "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": end}]} for text, end in (("Hel", None), ("lo", "stop"))]
    lines = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks)
    return httpx.Response(200, text=lines + "data: [DONE]\n\n", headers={"Content-Type": "text/event-stream"})

client = AsyncOpenAI(api_key="x", http_client=DefaultAsyncHttpxClient(transport=httpx.MockTransport(answer)))
# %%
text = ""
with client.chat.completions.stream(model="m", messages=[]) as stream:
    for event in stream:
        if event.type == "content.delta":
            text += event.delta
# %% verify
assert text == "Hello"

# === openai-stream-helper-in-async-function  want=rewrite fails=yes needs=openai,httpx2
# %%
import json
import httpx2 as httpx
from openai import AsyncOpenAI, DefaultAsyncHttpxClient

def answer(request):
    head = {"id": "1", "created": 1, "model": "m"}
    if not json.loads(request.content).get("stream"):
        return httpx.Response(200, json={**head, "object": "chat.completion", "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Hello"}}]})
    chunks = [{**head, "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": end}]} for text, end in (("Hel", None), ("lo", "stop"))]
    lines = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks)
    return httpx.Response(200, text=lines + "data: [DONE]\n\n", headers={"Content-Type": "text/event-stream"})

client = AsyncOpenAI(api_key="x", http_client=DefaultAsyncHttpxClient(transport=httpx.MockTransport(answer)))
# %%
async def talk():
    parts = []
    async with client.chat.completions.stream(model="m", messages=[]) as stream:
        for event in stream:
            if event.type == "content.delta":
                parts.append(event.delta)
        final = stream.get_final_completion()
    return "".join(parts), final.choices[0].message.content
text, final = await talk()
# %% verify
assert text == final == "Hello"

# === openai-async-context-sync-with  want=rewrite fails=yes needs=openai,httpx2
# %%
import json
import httpx2 as httpx
from openai import AsyncOpenAI, DefaultAsyncHttpxClient

def answer(request):
    head = {"id": "1", "created": 1, "model": "m"}
    if not json.loads(request.content).get("stream"):
        return httpx.Response(200, json={**head, "object": "chat.completion", "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Hello"}}]})
    chunks = [{**head, "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": end}]} for text, end in (("Hel", None), ("lo", "stop"))]
    lines = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks)
    return httpx.Response(200, text=lines + "data: [DONE]\n\n", headers={"Content-Type": "text/event-stream"})

client = AsyncOpenAI(api_key="x", http_client=DefaultAsyncHttpxClient(transport=httpx.MockTransport(answer)))
# %%
from openai import AsyncOpenAI
with client:
    r = client.chat.completions.create(model="m", messages=[])
    print(r.choices[0].message.content)
# %% verify
assert r.choices[0].message.content == "Hello"

# === openai-gather-list  want=none needs=openai,httpx2
# %%
import json
import httpx2 as httpx
from openai import AsyncOpenAI, DefaultAsyncHttpxClient

def answer(request):
    head = {"id": "1", "created": 1, "model": "m"}
    if not json.loads(request.content).get("stream"):
        return httpx.Response(200, json={**head, "object": "chat.completion", "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Hello"}}]})
    chunks = [{**head, "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": end}]} for text, end in (("Hel", None), ("lo", "stop"))]
    lines = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks)
    return httpx.Response(200, text=lines + "data: [DONE]\n\n", headers={"Content-Type": "text/event-stream"})

client = AsyncOpenAI(api_key="x", http_client=DefaultAsyncHttpxClient(transport=httpx.MockTransport(answer)))
# %%
import asyncio
from openai import OpenAI, DefaultHttpxClient
sync_client = OpenAI(api_key="x", http_client=DefaultHttpxClient(transport=httpx.MockTransport(answer)))
calls = [client.chat.completions.create(model="m", messages=[]) for _ in range(3)]
rs = await asyncio.gather(*calls)
print([r.choices[0].message.content for r in rs])
print(sync_client.chat.completions.create(model="m", messages=[]).choices[0].message.content)
for chunk in sync_client.chat.completions.create(model="m", messages=[], stream=True):
    print(chunk.choices[0].delta.content)
async with client.chat.completions.stream(model="m", messages=[]) as stream:
    async for event in stream:
        pass
    final = await stream.get_final_completion()
async with client.chat.completions.with_streaming_response.create(model="m", messages=[]) as response:
    async for line in response.iter_lines():
        print(line)

# === llama-index-workflow-run-forgotten  want=rewrite fails=yes needs=llama_index
# %%
from llama_index.core.workflow import Workflow, StartEvent, StopEvent, Event, step

class Draft(Event):
    text: str

class Writer(Workflow):
    @step
    async def draft(self, ev: StartEvent) -> Draft:
        return Draft(text=ev.topic.upper())
    @step
    async def finish(self, ev: Draft) -> StopEvent:
        return StopEvent(result=ev.text + "!")
# %%
w = Writer(timeout=10)
result = w.run(topic="loops")
print(result.upper())
# %% verify
assert result == "LOOPS!"

# === llama-index-workflow-asyncio-run-direct  want=rewrite fails=yes needs=llama_index
# %%
import asyncio
from llama_index.core.workflow import Workflow, StartEvent, StopEvent, step
class Echo(Workflow):
    @step
    async def only(self, ev: StartEvent) -> StopEvent:
        return StopEvent(result=str(ev.topic))
# %%
w = Echo(timeout=10)
out = asyncio.run(w.run(topic="a"))
print(out)
# %% verify
assert out == "a"

# === llama-index-workflow-stream-events-for  want=rewrite fails=yes needs=llama_index
# %%
from llama_index.core.workflow import Workflow, StartEvent, StopEvent, Event, step, Context
class Progress(Event):
    msg: str
class W(Workflow):
    @step
    async def only(self, ctx: Context, ev: StartEvent) -> StopEvent:
        ctx.write_event_to_stream(Progress(msg="working"))
        return StopEvent(result=1)
# %%
w = W(timeout=10)
handler = w.run()
seen = []
for ev in handler.stream_events():
    if isinstance(ev, Progress):
        seen.append(ev.msg)
        print(ev.msg)
final = await handler
# %% verify
assert seen == ["working"] and final == 1

# === llama-index-query-engine-aquery-forgotten  want=rewrite fails=yes needs=llama_index
# %%
from llama_index.core import Document, SummaryIndex, Settings
from llama_index.core.llms import MockLLM
Settings.llm = MockLLM(max_tokens=8)
index = SummaryIndex.from_documents([Document(text="cats are nice")])
query_engine = index.as_query_engine()
# %%
response = query_engine.aquery("What?")
print(response.response)
# %% verify
assert isinstance(response.response, str)

# === llama-index-vector-index-aquery-function  want=rewrite fails=yes needs=llama_index
# %%
import asyncio
from llama_index.core import Document, VectorStoreIndex, Settings
from llama_index.core.llms import MockLLM
from llama_index.core.embeddings import MockEmbedding
Settings.llm = MockLLM(max_tokens=8)
Settings.embed_model = MockEmbedding(embed_dim=4)
index = VectorStoreIndex.from_documents([Document(text="cats"), Document(text="dogs")])
qe = index.as_query_engine(use_async=True)

def ask_all(questions):
    return asyncio.run(_ask_all(questions))

async def _ask_all(questions):
    return await asyncio.gather(*[qe.aquery(q) for q in questions])
# %%
for q, a in zip(["a?", "b?"], ask_all(["a?", "b?"])):
    print(q, a.response[:3])
# %%
answers = ask_all(["c?"])
nodes = index.as_retriever().aretrieve("cats")
print(len(nodes))
# %% verify
assert len(answers) == 1 and len(nodes) >= 1

# === llama-index-agent-run-handler-forgotten  want=rewrite fails=yes needs=llama_index
# %%
from llama_index.core.agent.workflow import ReActAgent
from llama_index.core.llms import MockLLM
class Fake(MockLLM):
    pass
def multiply(a: float, b: float) -> float:
    """Multiply."""
    return a * b
agent = ReActAgent(tools=[multiply], llm=MockLLM(max_tokens=3), verbose=False)
# %%
response = agent.run(user_msg="What is 2*3?")
print(response.response.content)
# %% verify
assert response.response.content

# === llama-index-llm-acomplete  want=rewrite fails=yes needs=llama_index
# %%
from llama_index.core.llms import MockLLM, ChatMessage
llm = MockLLM(max_tokens=4)
# %%
resp = llm.acomplete("hello world")
print(resp.text)
# %%
chat = llm.achat([ChatMessage(role="user", content="hi")])
print(chat.message.content)
# %%
gen = await llm.astream_complete("one two three")
for r in gen:
    print(r.delta, end="")
# %% verify
assert resp.text and chat.message.content

# === llama-index-left-alone-llama-sync  want=none needs=llama_index
# %%
from llama_index.core import Document, SummaryIndex, Settings
from llama_index.core.llms import MockLLM
Settings.llm = MockLLM(max_tokens=8)
index = SummaryIndex.from_documents([Document(text="cats are nice")])
qe = index.as_query_engine(use_async=True)
# %%
print(qe.query("x").response)
for n in index.as_retriever().retrieve("x"):
    print(n.score)
# %%
from llama_index.core.workflow import Workflow, StartEvent, StopEvent, step
class Echo(Workflow):
    @step
    async def only(self, ev: StartEvent) -> StopEvent:
        return StopEvent(result=str(ev.topic))
handler = Echo(timeout=5).run(topic="x")
async for ev in handler.stream_events():
    print(type(ev))
result = await handler
h2 = Echo(timeout=5).run(topic="y")
# %%
print(await h2)

# === llama-index-handler-subscript  want=rewrite fails=yes needs=llama_index
# %%
from llama_index.core.workflow import Workflow, StartEvent, StopEvent, step
class W(Workflow):
    @step
    async def only(self, ev: StartEvent) -> StopEvent:
        return StopEvent(result={"answer": ev.q * 2})
w = W(timeout=5)
# %%
def ask(q):
    out = w.run(q=q)
    return out["answer"]
answers = [ask(q) for q in "ab"]
print(answers)
# %% verify
assert answers == ["aa", "bb"]

# === langchain-chain-lambda-async  want=rewrite fails=yes needs=langchain_core
# %%
from langchain_core.language_models import FakeListChatModel
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableLambda

prompt = ChatPromptTemplate.from_template("Tell me about {topic}")
llm = FakeListChatModel(responses=["Paris is nice"])

async def shout(text: str) -> str:
    return text.upper()

chain = prompt | llm | StrOutputParser() | RunnableLambda(shout)
# %%
topics = ["Paris", "Rome"]
answers = [chain.invoke({"topic": topic}) for topic in topics]
for topic, answer in zip(topics, answers):
    print(topic, answer)
# %%
by_topic = {t: chain.invoke({"topic": t}) for t in topics}
# %%
chain.invoke({"topic": "x"})
# %% verify
assert answers == ["PARIS IS NICE"] * 2 and by_topic["Rome"] == "PARIS IS NICE"

# === langchain-chain-lambda-async-in-class  want=rewrite fails=yes needs=langchain_core
# %%
from langchain_core.language_models import FakeListChatModel
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate

class Summarizer:
    def __init__(self, llm):
        self.llm = llm
        self.prompt = ChatPromptTemplate.from_template("Summarize: {text}")
        self.chain = self.prompt | self.llm | StrOutputParser() | self.clean

    async def clean(self, text):
        return text.strip().lower()

    def run(self, text):
        return self.chain.invoke({"text": text})

    def run_many(self, texts):
        return [self.run(text) for text in texts]
# %%
summarizer = Summarizer(FakeListChatModel(responses=["  ABC "]))
# %%
print(summarizer.run("hello"))
many = summarizer.run_many(["a", "b"])
# %% verify
assert many == ["abc", "abc"]

# === langchain-tool-async-invoke-comprehension  want=rewrite fails=yes needs=langchain_core
# %%
from langchain_core.tools import tool
import asyncio

@tool
async def fetch_price(symbol: str) -> float:
    """Fetch the price of a symbol."""
    await asyncio.sleep(0.01)
    return {"AAPL": 1.0, "MSFT": 2.0}[symbol]
# %%
prices = {s: fetch_price.invoke({"symbol": s}) for s in ("AAPL", "MSFT")}
prices
# %%
def total(symbols):
    return sum(fetch_price.invoke({"symbol": s}) for s in symbols)
print(f"total: {total(['AAPL', 'MSFT']):.2f}")
# %% verify
assert prices == {"AAPL": 1.0, "MSFT": 2.0}
assert await total(["AAPL", "MSFT"]) == 3.0

# === langchain-tool-async-dispatch  want=rewrite fails=yes needs=langchain_core
# %%
from langchain_core.tools import tool
from langchain_core.messages import AIMessage, ToolMessage

@tool
async def add(a: int, b: int) -> int:
    """Add."""
    return a + b

@tool
async def mul(a: int, b: int) -> int:
    """Multiply."""
    return a * b

tools = [add, mul]
tools_by_name = {t.name: t for t in tools}
# %%
ai = AIMessage("", tool_calls=[{"name": "add", "args": {"a": 1, "b": 2}, "id": "1"},
                               {"name": "mul", "args": {"a": 3, "b": 2}, "id": "2"}])
messages = [ai]
for call in ai.tool_calls:
    selected = tools_by_name[call["name"]]
    out = selected.invoke(call["args"])
    messages.append(ToolMessage(str(out), tool_call_id=call["id"]))
# %% verify
assert [m.content for m in messages[1:]] == ["3", "6"]

# === langchain-create-agent-async-tool  want=rewrite fails=yes needs=langchain,langgraph
# %%
from langchain.agents import create_agent
from langchain_core.language_models import FakeMessagesListChatModel
from langchain_core.messages import AIMessage
from langchain_core.tools import tool

class Model(FakeMessagesListChatModel):
    def bind_tools(self, tools, **kwargs):
        return self

@tool
async def weather(city: str) -> str:
    """Weather."""
    return f"sunny in {city}"

llm = Model(responses=[
    AIMessage("", tool_calls=[{"name": "weather", "args": {"city": "Rome"}, "id": "1"}]),
    AIMessage("It is sunny."),
])
agent = create_agent(llm, tools=[weather])
# %%
result = agent.invoke({"messages": [{"role": "user", "content": "weather in Rome?"}]})
result["messages"][-1].content
# %%
for message in result["messages"]:
    message.pretty_print()
# %% verify
assert result["messages"][-1].content == "It is sunny."

# === langchain-for-over-astream  want=rewrite fails=yes needs=langchain_core
# %%
from langchain_core.language_models import FakeListChatModel
llm = FakeListChatModel(responses=["abc"])
# %%
for chunk in llm.astream("hello"):
    print(chunk.content, end="", flush=True)
# %%
text = ""
for chunk in llm.astream("hello"):
    text += chunk.content
# %%
parts = [c.content for c in llm.astream("again")]
# %% verify
assert text == "abc" and "".join(parts) == "abc"

# === langchain-graph-astream-for  want=rewrite fails=yes needs=langgraph
# %%
from typing import TypedDict, Annotated
import operator
from langgraph.graph import StateGraph, START, END

class State(TypedDict):
    log: Annotated[list, operator.add]

async def plan(state):
    return {"log": ["plan"]}
async def act(state):
    return {"log": ["act"]}

workflow = StateGraph(State)
workflow.add_node("plan", plan)
workflow.add_node("act", act)
workflow.add_edge(START, "plan")
workflow.add_edge("plan", "act")
workflow.add_edge("act", END)
app = workflow.compile()
# %%
for event in app.astream({"log": []}):
    for k, v in event.items():
        print(k, v)
# %%
final = app.invoke({"log": []})
final["log"]
# %%
for output in app.stream({"log": []}):
    for key, value in output.items():
        print(f"Output from node '{key}':")
        print(value)
    print("---")
# %% verify
assert final["log"] == ["plan", "act"]

# === langchain-graph-memory-threads  want=rewrite fails=yes needs=langgraph
# %%
from typing import TypedDict
from langgraph.checkpoint.memory import MemorySaver
from langgraph.graph import StateGraph, START, END

class State(TypedDict):
    n: int

async def inc(state: State) -> State:
    return {"n": state["n"] + 1}

graph = (
    StateGraph(State)
    .add_node("inc", inc)
    .add_edge(START, "inc")
    .add_edge("inc", END)
    .compile(checkpointer=MemorySaver())
)
config = {"configurable": {"thread_id": "1"}}
# %%
def step(n):
    out = graph.invoke({"n": n}, config)
    state = graph.get_state(config)
    return out, state.values["n"]
# %%
out, n = step(3)
print(out, n)
# %%
history = list(graph.get_state_history(config))
# %% verify
assert (out["n"], n) == (4, 4) and len(history) >= 2

# === langchain-runnable-parallel-async  want=rewrite fails=yes needs=langchain_core
# %%
from langchain_core.runnables import RunnableParallel, RunnableLambda, RunnablePassthrough

async def words(text):
    return len(text.split())

async def chars(text):
    return len(text)

stats = RunnableParallel(words=words, chars=chars, original=RunnablePassthrough())
# %%
import json
print(json.dumps(stats.invoke("hello big world"), indent=2))
# %%
for row in stats.batch(["a b", "c"]):
    print(row["words"], row["chars"])
# %%
result = (stats | (lambda d: d["words"] + d["chars"])).invoke("a b")
# %% verify
assert result == 5

# === langchain-retriever-forgotten  want=rewrite fails=yes needs=langchain_core
# %%
from langchain_core.documents import Document
from langchain_core.embeddings import DeterministicFakeEmbedding
from langchain_core.vectorstores import InMemoryVectorStore

store = InMemoryVectorStore(DeterministicFakeEmbedding(size=8))
store.add_documents([Document("cats"), Document("dogs")])
retriever = store.as_retriever(search_kwargs={"k": 1})
# %%
docs = retriever.ainvoke("cats")
for d in docs:
    print(d.page_content)
# %%
hits = store.asimilarity_search("dogs", k=1)
print(hits[0].page_content)
# %% verify
assert docs[0].page_content == "cats" and hits[0].page_content == "dogs"

# === langchain-loader-aload  want=rewrite fails=yes needs=langchain_core
# %%
from langchain_core.document_loaders import BaseLoader
from langchain_core.documents import Document
class Lines(BaseLoader):
    def __init__(self, text): self.text = text
    def lazy_load(self):
        for line in self.text.splitlines():
            yield Document(line)
loader = Lines("a\nb")
# %%
docs = loader.aload()
print(len(docs), docs[0].page_content)
# %% verify
assert len(docs) == 2

# === langchain-structured-tool-coroutine  want=rewrite fails=yes needs=langchain_core
# %%
from langchain_core.tools import StructuredTool

async def lookup(key: str) -> str:
    """Look up."""
    return key * 2

lookup_tool = StructuredTool.from_function(coroutine=lookup, name="lookup", description="Look up.")
# %%
value = lookup_tool.run("ab")
print(value)
# %%
value2 = lookup_tool.invoke({"key": "c"})
# %% verify
assert value == "abab" and value2 == "cc"

# === langchain-left-alone-sync-chain  want=none needs=langchain_core
# %%
from langchain_core.language_models import FakeListChatModel
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.output_parsers import StrOutputParser
from langchain_core.runnables import RunnableLambda
chain = ChatPromptTemplate.from_template("{x}") | FakeListChatModel(responses=["a"]) | StrOutputParser() | RunnableLambda(str.upper)
# %%
print(chain.invoke({"x": 1}), chain.batch([{"x": 1}]))
for c in chain.stream({"x": 1}):
    print(c)
async def main():
    async for c in chain.astream({"x": 1}):
        print(c)
await main()
both = RunnableLambda(lambda x: x + 1, afunc=main)
print(both.invoke(1))

# === langchain-left-alone-tasks  want=none needs=langchain_core
# %%
import asyncio
from langchain_core.language_models import FakeListChatModel
llm = FakeListChatModel(responses=["a"])
tasks = [asyncio.create_task(llm.ainvoke(str(i))) for i in range(3)]
results = await asyncio.gather(*tasks)
coros = [llm.ainvoke(str(i)) for i in range(3)]
more = await asyncio.gather(*coros)
pending = llm.ainvoke("x")
last = await pending

# === langchain-left-alone-try-sync  want=none needs=langchain_core
# %%
from langchain_core.tools import tool
@tool
async def add(a: int, b: int) -> int:
    """Add."""
    return a + b
try:
    add.invoke({"a": 1, "b": 2})
except NotImplementedError as error:
    print("as expected:", error)

# === pydantic-ai-assigned-then-for  want=rewrite needs=pydantic_ai
# %%
from pydantic_ai import Agent
from pydantic_ai.models.test import TestModel
agent = Agent(TestModel(custom_output_text="one two three"))
# %%
result = agent.run_stream_sync("hi")
# show it
for text in result.stream_text(debounce_by=None):
    print(text)

print("usage:", result.usage)
output = result.get_output()
history = result.new_messages()
# %%
print(result.timestamp)
# %% verify
assert output == "one two three" and len(history) == 2

# === pydantic-ai-direct-get-output  want=rewrite needs=pydantic_ai
# %%
from pydantic_ai import Agent
from pydantic_ai.models.test import TestModel
agent = Agent(TestModel(custom_output_text="one two three"))
# %%
answer = agent.run_stream_sync("hi").get_output()
print(answer.upper())
# %%
agent.run_stream_sync(
    "hi",  # the prompt
).get_output()
# %% verify
assert answer == "one two three"
assert _oh[max(_oh)] == "one two three"

# === pydantic-ai-direct-for-and-join  want=rewrite needs=pydantic_ai
# %%
from pydantic_ai import Agent
from pydantic_ai.models.test import TestModel
agent = Agent(TestModel(custom_output_text="one two three"))
# %%
for chunk in agent.run_stream_sync("hi").stream_text(delta=True, debounce_by=None):
    print(chunk, end="")
# %%
whole = "".join(agent.run_stream_sync("hi").stream_text(delta=True, debounce_by=None))
# %%
chunks = [c.strip() for c in agent.run_stream_sync("hi").stream_text(delta=True, debounce_by=None)]
# %%
result = agent.run_stream_sync("hi")
last = list(result.stream_text(debounce_by=None))[-1]
# %% verify
assert whole == last == "one two three" and chunks == ["one", "two", "three"]

# === pydantic-ai-functions  want=rewrite needs=pydantic_ai
# %%
from pydantic_ai import Agent
from pydantic_ai.models.test import TestModel
agent = Agent(TestModel(custom_output_text="one two three"))

def talk(prompt):
    """Talk to it."""
    text = ""
    result = agent.run_stream_sync(prompt)
    for piece in result.stream_text(delta=True, debounce_by=None):
        text += piece
        print(piece, end="", flush=True)
    print()
    return text, result.usage.requests

class Chat:
    def __init__(self, agent):
        self.agent = agent
        self.history = []

    def say(self, prompt):
        with self.agent.run_stream_sync(prompt, message_history=self.history) as stream:
            for piece in stream.stream_text(delta=True, debounce_by=None):
                print(piece, end="")
            self.history = stream.all_messages()
            return stream.get_output()
# %%
text, requests = talk("hi")
# %%
chat = Chat(agent)
replies = [chat.say(q) for q in ("a", "b")]
# %% verify
assert text == "one two three" and requests == 1 and replies == ["one two three"] * 2 and len(chat.history) == 4

# === pydantic-ai-agent-given  want=rewrite needs=pydantic_ai
# %%
from pydantic_ai import Agent
from pydantic_ai.models.test import TestModel
agents = {"a": Agent(TestModel(custom_output_text="aa")), "b": Agent(TestModel(custom_output_text="bb"))}
def ask(agent, prompt):
    with agent.run_stream_sync(prompt) as result:
        parts = [t for t in result.stream_text(debounce_by=None)]
    return parts[-1]
# %%
answers = {name: ask(agent, "hi") for name, agent in agents.items()}
# %% verify
assert answers == {"a": "aa", "b": "bb"}

# === pydantic-ai-structured  want=rewrite needs=pydantic_ai
# %%
from pydantic import BaseModel
from pydantic_ai import Agent
from pydantic_ai.models.test import TestModel
class City(BaseModel):
    name: str
    size: int
agent = Agent(TestModel(custom_output_args={"name": "Rome", "size": 3}), output_type=City)
# %%
with agent.run_stream_sync("a city") as response:
    for partial in response.stream_output(debounce_by=None):
        print(partial)
    city = response.get_output()
    if response.is_complete:
        print(response.response.model_name)
# %% verify
assert city.name == "Rome"

# === pydantic-ai-next-only  want=explain needs=pydantic_ai
# %%
from pydantic_ai import Agent
from pydantic_ai.models.test import TestModel
agent = Agent(TestModel(custom_output_text="one two three"))
# %%
result = agent.run_stream_sync("hi")
stream = result.stream_text()
first = next(stream)

# === pydantic-ai-in-comprehension  want=explain needs=pydantic_ai
# %%
from pydantic_ai import Agent
from pydantic_ai.models.test import TestModel
agent = Agent(TestModel(custom_output_text="one two three"))
# %%
answers = [agent.run_stream_sync(p).get_output() for p in ("a", "b")]

# === pydantic-ai-wrong-with  want=rewrite needs=pydantic_ai
# %%
from pydantic_ai import Agent
from pydantic_ai.models.test import TestModel
agent = Agent(TestModel(custom_output_text="one two three"))
# %%
with agent.run_stream("hi") as result:
    for text in result.stream_text(debounce_by=None):
        print(text)
    output = result.get_output()
print(output)
# %%
r = agent.run("hi")
print(r.output)
# %% verify
assert output == "one two three"

# === pydantic-ai-in-try-and-if  want=rewrite needs=pydantic_ai
# %%
from pydantic_ai import Agent
from pydantic_ai.models.test import TestModel
agent = Agent(TestModel(custom_output_text="one two three"))
# %%
out = None
for prompt in ["a", "b"]:
    try:
        result = agent.run_stream_sync(prompt)
        for text in result.stream_text(debounce_by=None):
            if text.startswith("one two"):
                break
        out = text
    except ValueError as error:
        print(error)
# %%
if agent.run_stream_sync("hi").get_output():
    print("""many
lines""")
    seen = True
# %% verify
assert out.startswith("one two") and seen

# === pydantic-ai-embedder  want=rewrite needs=pydantic_ai
# %%
from pydantic_ai.embeddings import Embedder
from pydantic_ai.embeddings.test import TestEmbeddingModel
embedder = Embedder(TestEmbeddingModel())
# %%
result = embedder.embed_query_sync("hello")
vectors = [embedder.embed_documents_sync([d]).embeddings[0] for d in ("a", "b")]
# %% verify
assert len(vectors) == 2

# === pydantic-ai-left-alone  want=none needs=pydantic_ai
# %%
from pydantic_ai import Agent
from pydantic_ai.models.test import TestModel
agent = Agent(TestModel(custom_output_text="one two three"))
async with agent.run_stream("hi") as result:
    async for text in result.stream_text():
        print(text)
    print(await result.get_output())
class Mine:
    def run_stream_sync(self, p):
        return [p]
for x in Mine().run_stream_sync("a"):
    print(x)
import asyncio
def work():
    with agent.run_stream_sync("hi") as r:
        return r.get_output()
print(await asyncio.to_thread(work))

# === pydantic-ai-two-in-a-row  want=rewrite needs=pydantic_ai
# %%
from pydantic_ai import Agent
from pydantic_ai.models.test import TestModel
agent = Agent(TestModel(custom_output_text="one two three"))
# %%
result = agent.run_stream_sync("a")
for t in result.stream_text(debounce_by=None):
    print(t)
print("---")  # between
result = agent.run_stream_sync("b")
for t in result.stream_text(debounce_by=None):
    print(t)
x = result.usage.requests
# %% verify
assert x == 1

# === pydantic-ai-if-main-and-tabs  want=rewrite needs=pydantic_ai
# %%
from pydantic_ai import Agent
from pydantic_ai.models.test import TestModel
agent = Agent(TestModel(custom_output_text="one two three"))
def main():
	"""Tabs."""
	response = agent.run_stream_sync("a")
	out = []
	for t in response.stream_text(delta=True, debounce_by=None):
		out.append(t)  # keep
		text = f"""a
b{t}"""
	# done
	return "".join(out), text
if __name__ == "__main__":
	got = main()
# %% verify
assert got == ("one two three", "a\nbthree")

# === pydantic-ai-nested-function-reads  want=explain needs=pydantic_ai
# %%
from pydantic_ai import Agent
from pydantic_ai.models.test import TestModel
agent = Agent(TestModel(custom_output_text="one two three"))
def main():
    result = agent.run_stream_sync("a")
    def show():
        for t in result.stream_text():
            print(t)
    show()
main()

# === pydantic-ai-semicolons  want=explain needs=pydantic_ai
# %%
from pydantic_ai import Agent
from pydantic_ai.models.test import TestModel
agent = Agent(TestModel(custom_output_text="one two three"))
# %%
r = agent.run_stream_sync("a"); print(r.get_output())

# === pydantic-ai-evaluated-second  want=explain needs=pydantic_ai
# %%
from pydantic_ai import Agent
from pydantic_ai.models.test import TestModel
agent = Agent(TestModel(custom_output_text="one two three"))
def f():
    return 1
# %%
print(f(), agent.run_stream_sync("a").get_output())

# === pydantic-ai-both-with  want=explain needs=pydantic_ai
# %%
from pydantic_ai import Agent
from pydantic_ai.models.test import TestModel
agent = Agent(TestModel(custom_output_text="one two three"))
# %%
with open("out.txt", "w") as out, agent.run_stream_sync("a") as r:
    for t in r.stream_text(delta=True):
        out.write(t)

# === pydantic-ai-two-nested  want=rewrite needs=pydantic_ai
# %%
from pydantic_ai import Agent
from pydantic_ai.models.test import TestModel
agent = Agent(TestModel(custom_output_text="one two three"))
# %%
with open("out.txt", "w") as out:
    with agent.run_stream_sync("a") as r:
        for t in r.stream_text(delta=True):
            out.write(t)
# %% verify
assert open("out.txt").read() == "one two three"

# === pydantic-ai-nested-two-runs-in-one-line  want=explain needs=pydantic_ai
# %%
from pydantic_ai import Agent
from pydantic_ai.models.test import TestModel
a = Agent(TestModel(custom_output_text="one"))
b = Agent(TestModel(custom_output_text="two"))
# %%
with a.run_stream_sync("x") as ra, b.run_stream_sync("y") as rb:
    both = [ra.get_output(), rb.get_output()]

# === pydantic-ai-display-and-widgets  want=rewrite needs=pydantic_ai
# %%
from IPython.display import Markdown, clear_output, display
from pydantic_ai import Agent
from pydantic_ai.models.test import TestModel
agent = Agent(TestModel(custom_output_text="**one** two"))
# %%
def stream_markdown(prompt):
    handle = display(Markdown(""), display_id=True)
    response = agent.run_stream_sync(prompt)
    for text in response.stream_text(debounce_by=None):
        handle.update(Markdown(text))
    return response.get_output()
# %%
out = stream_markdown("hi")
# %% verify
assert out == "**one** two"

# === agents-run-forgotten  want=rewrite fails=yes needs=agents
# %%
from agents import Agent, Model, ModelResponse, Runner, Usage, set_tracing_disabled
from openai.types.responses import ResponseOutputMessage, ResponseOutputText
class Echo(Model):
    async def get_response(self, *args, **options):
        text = ResponseOutputText(text="hi", type="output_text", annotations=[])
        message = ResponseOutputMessage(id="1", content=[text], role="assistant", status="completed", type="message")
        return ModelResponse(output=[message], usage=Usage(), response_id=None)
    def stream_response(self, *args, **options):
        raise NotImplementedError
set_tracing_disabled(True)
agent = Agent(name="Assistant", model=Echo())
# %%
result = Runner.run(agent, "hello")
print(result.final_output)
# %%
def ask(q):
    return Runner.run_sync(agent, q).final_output
answers = {q: ask(q) for q in "ab"}
# %% verify
assert result.final_output == "hi" and answers == {"a": "hi", "b": "hi"}

# === agents-await-streamed  want=rewrite fails=yes needs=agents
# %%
from agents import Agent, Model, Runner, set_tracing_disabled
class Broken(Model):
    async def get_response(self, *args, **options):
        raise NotImplementedError
    async def stream_response(self, *args, **options):
        if False:
            yield
        raise ValueError("no model")
set_tracing_disabled(True)
agent = Agent(name="Assistant", model=Broken())
# %%
result = await Runner.run_streamed(agent, "hello")
# %% verify
assert result.stream_events

# === mcp-client-session  want=rewrite fails=yes needs=fastmcp
# %%
from fastmcp import FastMCP, Client
server = FastMCP("demo")
@server.tool
def add(a: int, b: int) -> int:
    """Add."""
    return a + b
# %%
client = Client(server)
with client:
    tools = client.list_tools()
    print([t.name for t in tools])
# %% verify
assert tools[0].name == "add"

# === fastmcp-function  want=rewrite fails=yes needs=fastmcp
# %%
import asyncio
from fastmcp import FastMCP, Client
server = FastMCP("demo")
@server.tool
def add(a: int, b: int) -> int:
    """Add."""
    return a + b
async def call(name, **args):
    async with Client(server) as client:
        return (await client.call_tool(name, args)).data
# %%
value = asyncio.run(call("add", a=1, b=2))
print(value)
# %%
total = call("add", a=1, b=2) + 1
# %% verify
assert value == 3 and total == 4

# === fastmcp-server-methods  want=rewrite fails=yes needs=fastmcp
# %%
from fastmcp import FastMCP
server = FastMCP("demo")
@server.tool
async def add(a: int, b: int) -> int:
    """Add."""
    return a + b
# %%
tools = server.list_tools()
print(len(tools))
# %%
r = server.call_tool("add", {"a": 1, "b": 2})
print(r.structured_content)
# %% verify
assert len(tools) == 1 and r.structured_content == {"result": 3}

# === mcp-stdio-client  want=rewrite fails=yes needs=mcp
# %%
import sys
from mcp import ClientSession, StdioServerParameters, stdio_client
open("server.py", "w").write('''
from mcp.server import MCPServer
app = MCPServer("demo")
@app.tool()
def add(a: int, b: int) -> int:
    return a + b
app.run()
''')
params = StdioServerParameters(command=sys.executable, args=["server.py"])
# %%
async def names():
    with stdio_client(params) as (read, write):
        async with ClientSession(read, write) as session:
            session.initialize()
            tools = session.list_tools()
            return [t.name for t in tools.tools]
found = await names()
# %% verify
assert found == ["add"]

# === mcp-stdio-asyncio-run  want=rewrite fails=yes needs=mcp
# %%
import asyncio, sys
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
open("server.py", "w").write('''
from mcp.server import MCPServer
app = MCPServer("demo")
@app.tool()
def add(a: int, b: int) -> int:
    return a + b
app.run()
''')
params = StdioServerParameters(command=sys.executable, args=["server.py"])
async def run():
    async with stdio_client(params) as (read, write):
        async with ClientSession(read, write) as session:
            await session.initialize()
            result = await session.call_tool("add", {"a": 1, "b": 2})
            return result.content[0].text
# %%
if __name__ == "__main__":
    out = asyncio.run(run())
# %% verify
assert out == "3"

# === agents-streamed-for  want=rewrite fails=yes needs=agents
# %%
from agents import Agent, Model, Runner, set_tracing_disabled
class Broken(Model):
    async def get_response(self, *args, **options):
        raise NotImplementedError
    async def stream_response(self, *args, **options):
        raise ValueError("no model")
        yield
set_tracing_disabled(True)
agent = Agent(name="Assistant", model=Broken())
# %%
async def go():
    result = Runner.run_streamed(agent, "hello")
    for event in result.stream_events():
        print(event)
try:
    await go()
except ValueError as error:
    text = str(error)
# %% verify
assert text == "no model"
