// Cats as the documentation of NestJS has them.
import 'reflect-metadata';
import {
  Body, Controller, Delete, Get, HttpCode, Injectable, Module, NotFoundException, Param, ParseIntPipe, Post, Put, Query,
  ValidationPipe,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  ApiBadRequestResponse, ApiCreatedResponse, ApiNoContentResponse, ApiNotFoundResponse, ApiOkResponse, ApiProperty,
  ApiPropertyOptional, DocumentBuilder, SwaggerModule,
} from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsEnum, IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';

enum Breed { Siamese = 'siamese', Persian = 'persian' }

class CreateCatDto {
  @IsString() @Length(1, 50)
  @ApiProperty({ minLength: 1, maxLength: 50 })
  name!: string;

  @IsInt() @Min(0) @Max(40)
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 40 })
  age!: number;

  @IsEnum(Breed)
  @ApiProperty({ enum: Breed })
  breed!: Breed;

  @IsOptional() @IsBoolean()
  @ApiPropertyOptional({ type: Boolean })
  indoor?: boolean;
}

class Cat extends CreateCatDto {
  @ApiProperty({ type: 'integer' })
  id!: number;
}

class ListCatsDto {
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(100)
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 100 })
  limit?: number;

  @IsOptional() @IsEnum(Breed)
  @ApiPropertyOptional({ enum: Breed })
  breed?: Breed;
}

@Injectable()
class CatsService {
  private readonly cats = new Map<number, Cat>();
  private last = 0;

  list(query: ListCatsDto): Cat[] {
    return [...this.cats.values()].filter((cat) => !query.breed || cat.breed === query.breed).slice(0, query.limit ?? 100);
  }

  create(dto: CreateCatDto): Cat {
    const cat = { ...dto, id: ++this.last };
    this.cats.set(cat.id, cat);
    return cat;
  }

  find(id: number): Cat {
    const cat = this.cats.get(id);
    if (!cat) throw new NotFoundException('There is no such cat');
    return cat;
  }

  replace(id: number, dto: CreateCatDto): Cat {
    this.find(id);
    const cat = { ...dto, id };
    this.cats.set(id, cat);
    return cat;
  }

  remove(id: number): void {
    this.find(id);
    this.cats.delete(id);
  }
}

@Controller('cats')
class CatsController {
  private readonly cats: CatsService;

  constructor(cats: CatsService) {
    this.cats = cats;
  }

  @Get()
  @ApiOkResponse({ type: [Cat] })
  @ApiBadRequestResponse()
  list(@Query() query: ListCatsDto): Cat[] {
    return this.cats.list(query);
  }

  @Post()
  @ApiCreatedResponse({ type: Cat })
  @ApiBadRequestResponse()
  create(@Body() dto: CreateCatDto): Cat {
    return this.cats.create(dto);
  }

  @Get(':id')
  @ApiOkResponse({ type: Cat })
  @ApiBadRequestResponse()
  @ApiNotFoundResponse()
  read(@Param('id', ParseIntPipe) id: number): Cat {
    return this.cats.find(id);
  }

  @Put(':id')
  @ApiOkResponse({ type: Cat })
  @ApiBadRequestResponse()
  @ApiNotFoundResponse()
  replace(@Param('id', ParseIntPipe) id: number, @Body() dto: CreateCatDto): Cat {
    return this.cats.replace(id, dto);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  @ApiBadRequestResponse()
  @ApiNotFoundResponse()
  remove(@Param('id', ParseIntPipe) id: number): void {
    this.cats.remove(id);
  }
}

@Module({ controllers: [CatsController], providers: [CatsService] })
class AppModule {}

async function bootstrap() {
  const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] });
  app.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true }));
  const document = SwaggerModule.createDocument(app, new DocumentBuilder().setTitle('Cats').setVersion('1.0').build());
  SwaggerModule.setup('api', app, document);
  await app.listen(Number(process.env.PORT), '127.0.0.1');
}

void bootstrap();
