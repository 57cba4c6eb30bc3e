"""Tasks, written as Litestar's documentation writes its controllers."""

from datetime import date
from enum import Enum
from typing import Annotated
from uuid import UUID, uuid4

from litestar import Controller, Litestar, delete, get, post, put
from litestar.exceptions import NotFoundException
from litestar.openapi import OpenAPIConfig
from litestar.params import Parameter
from msgspec import Meta, Struct


class Priority(str, Enum):
    LOW = "low"
    HIGH = "high"


class TaskData(Struct, kw_only=True):
    title: Annotated[str, Meta(min_length=1, max_length=80)]
    priority: Priority
    points: Annotated[int, Meta(ge=0, le=100)] = 1
    due: date | None = None


class Task(TaskData, kw_only=True):
    id: UUID


tasks: dict[UUID, Task] = {}


def find(task_id: UUID) -> Task:
    if task_id not in tasks:
        raise NotFoundException(detail="There is no such task")
    return tasks[task_id]


def filled(task_id: UUID, data: TaskData) -> Task:
    return Task(id=task_id, title=data.title, priority=data.priority, points=data.points, due=data.due)


class TaskController(Controller):
    path = "/tasks"

    @get()
    async def list_tasks(self, limit: Annotated[int, Parameter(ge=1, le=50)] = 50) -> list[Task]:
        return list(tasks.values())[:limit]

    @post()
    async def create_task(self, data: TaskData) -> Task:
        task = filled(uuid4(), data)
        tasks[task.id] = task
        return task

    @get("/{task_id:uuid}", raises=[NotFoundException])
    async def read_task(self, task_id: UUID) -> Task:
        return find(task_id)

    @put("/{task_id:uuid}", raises=[NotFoundException])
    async def replace_task(self, task_id: UUID, data: TaskData) -> Task:
        tasks[task_id] = filled(find(task_id).id, data)
        return tasks[task_id]

    @delete("/{task_id:uuid}", raises=[NotFoundException])
    async def delete_task(self, task_id: UUID) -> None:
        del tasks[find(task_id).id]


app = Litestar(route_handlers=[TaskController], openapi_config=OpenAPIConfig(title="Tasks", version="1.0.0"))
