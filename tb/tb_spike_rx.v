// Random steps, addresses in any order with repeats, random stalls and a slow reader: bitmaps,
// list of tiles in order of first spike, last flag, and ready that falls only at step boundaries.
`timescale 1ns / 1ps
`default_nettype none
module tb_spike_rx;
`include "tb.vh"
  localparam TILES = 8, INPUTS = 16, STEPS = 300;
  reg         in_valid = 1'b0, in_last = 1'b0, in_eos = 1'b0;
  reg  [6:0]  in_addr = 7'd0;
  wire        in_ready, step_valid, step_last, busy;
  wire [3:0]  step_tiles;
  reg         step_done = 1'b0, list_read = 1'b0;
  reg  [2:0]  list_index = 3'd0;
  wire [2:0]  list_tile;
  wire [15:0] word;

  // Model of up to four steps under way
  reg  [15:0] bitmap [0:31];
  reg  [2:0]  list [0:31];
  integer     n_tiles [0:3];
  reg         last [0:3];
  integer     wr = 0, rd = 0, i, mid_step = 0, reading = 0, at = 0, full_stalls = 0, left = 10;
  wire [1:0]  w = wr, r = rd;

  task clear_step;
    begin
      for (i = 0; i < TILES; i = i + 1) bitmap[w * 8 + i] = 16'd0;
      n_tiles[w] = 0;
    end
  endtask

  initial for (i = 0; i < 32; i = i + 1) begin
    bitmap[i] = 16'd0;
    n_tiles[i % 4] = 0;
  end

  spike_rx #(.TILE_WIDTH(3), .INPUT_WIDTH(4)) u_dut (
    .clk_i(clk), .rst_i(rst), .in_valid_i(in_valid), .in_ready_o(in_ready), .in_last_i(in_last),
    .in_eos_i(in_eos), .in_addr_i(in_addr),
    .step_valid_o(step_valid), .step_last_o(step_last), .step_tiles_o(step_tiles),
    .step_done_i(step_done), .list_read_i(list_read), .list_index_i(list_index),
    .list_tile_o(list_tile), .word_o(word), .busy_o(busy)
  );

  always @(posedge clk) if (!rst) begin
    // Stream side
    if (mid_step) check("ready within a step", in_ready, 1);
    if (in_valid && !in_ready) full_stalls = full_stalls + 1;
    if (in_valid && in_ready) begin
      mid_step = !in_eos;
      if (in_eos) begin
        last[w] = in_last;
        wr = wr + 1;
        for (i = 0; i < TILES; i = i + 1) bitmap[(wr % 4) * 8 + i] = 16'd0;
        n_tiles[wr % 4] = 0;
      end else begin
        if (bitmap[w * 8 + in_addr[6:4]] == 16'd0) begin
          list[w * 8 + n_tiles[w]] = in_addr[6:4];
          n_tiles[w] = n_tiles[w] + 1;
        end
        bitmap[w * 8 + in_addr[6:4]][in_addr[3:0]] = 1'b1;
      end
    end
    if (!in_valid || in_ready) begin
      in_valid <= below(4) != 0;
      if (in_valid) left = left - 1;
      if (left < 0) left = below(3) ? below(40) : 0;
      in_eos  <= left == 0;
      in_last <= left == 0 && below(4) == 0;
      in_addr <= below(3) ? below(128) : {in_addr[6:4], 4'd0} | below(16);
    end
    // Controller side: three cycles per tile, then free the bank
    step_done <= 1'b0;
    list_read <= 1'b0;
    case (reading)
      0: if (step_valid && !step_done && below(20) == 0) begin
        check("tiles", step_tiles, n_tiles[r]);
        check("last", step_last, last[r]);
        at = 0;
        reading = 1;
      end
      1: if (at == n_tiles[r]) begin
        step_done <= 1'b1;
        rd = rd + 1;
        reading = 0;
      end else begin
        list_read <= 1'b1;
        list_index <= at;
        reading = 2;
      end
      2: reading = 3;
      3: begin
        check("tile", list_tile, list[r * 8 + at]);
        reading = 4;
      end
      default: begin
        check("word", word, bitmap[r * 8 + list[r * 8 + at]]);
        at = at + 1;
        reading = 1;
      end
    endcase
    if (rd == STEPS || cycle == 60000) begin
      check("both banks were full at times", full_stalls > 100, 1);
      verdict(3000);
    end
  end
endmodule
