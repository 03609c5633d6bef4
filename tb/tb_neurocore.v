// A core with its block-RAM array: programmed through the write path, then random images with stalls
// at step boundaries; every output token against integers. Last phase and last tile half used.
`timescale 1ns / 1ps
`default_nettype none
module tb_neurocore;
`include "tb.vh"
  localparam N_IN = 20, N = 5, STEPS = 400;
  wire        idle, in_ready, out_valid, out_last, out_eos, prog_ready;
  reg         cfg_we = 1'b0, in_valid = 1'b0, in_last = 1'b0, in_eos = 1'b0, out_ready = 1'b0;
  reg  [3:0]  cfg_addr = 4'd0;
  reg  [31:0] cfg_data = 32'd0;
  reg  [4:0]  in_addr = 5'd0;
  wire [2:0]  out_addr;
  reg         prog_valid = 1'b0, prog_polarity = 1'b0;
  reg  [1:0]  prog_tile = 2'd0;
  reg  [3:0]  prog_word_line = 4'd0;
  reg  [2:0]  prog_column = 3'd0;
  reg  [7:0]  prog_pulses = 8'd0;
  wire        drive, convert, ready, code_valid, prog, pulse, polarity;
  wire [1:0]  tile, phase;
  wire [7:0]  rows;
  wire [15:0] codes;
  wire [3:0]  word_line;
  wire [2:0]  column;

  neurocore #(
    .WORD_LINES(16), .COLUMNS(6), .CONVERTERS(2), .CODE_BITS(8), .TILES(3), .MEMBRANE_BITS(12)
  ) u_dut (
    .clk_i(clk), .rst_i(rst), .idle_o(idle),
    .cfg_we_i(cfg_we), .cfg_addr_i(cfg_addr), .cfg_data_i(cfg_data),
    .in_valid_i(in_valid), .in_ready_o(in_ready), .in_last_i(in_last), .in_eos_i(in_eos),
    .in_addr_i(in_addr),
    .out_valid_o(out_valid), .out_ready_i(out_ready), .out_last_o(out_last),
    .out_eos_o(out_eos), .out_addr_o(out_addr),
    .prog_valid_i(prog_valid), .prog_ready_o(prog_ready), .prog_tile_i(prog_tile),
    .prog_word_line_i(prog_word_line), .prog_column_i(prog_column),
    .prog_polarity_i(prog_polarity), .prog_pulses_i(prog_pulses),
    .xb_drive_o(drive), .xb_tile_o(tile), .xb_rows_o(rows), .xb_convert_o(convert),
    .xb_phase_o(phase), .xb_ready_i(ready), .xb_code_valid_i(code_valid), .xb_codes_i(codes),
    .xb_prog_o(prog), .xb_pulse_o(pulse), .xb_word_line_o(word_line), .xb_column_o(column),
    .xb_polarity_o(polarity)
  );

  xbar_digital #(
    .INPUT_WIDTH(3), .COLUMNS(6), .CONVERTERS(2), .CODE_BITS(8), .TILES(3), .WEIGHT_BITS(4)
  ) u_xbar (
    .clk_i(clk), .rst_i(rst), .drive_i(drive), .tile_i(tile), .rows_i(rows),
    .convert_i(convert), .phase_i(phase), .ready_o(ready), .code_valid_o(code_valid),
    .codes_o(codes), .pulse_i(pulse), .word_line_i(word_line), .column_i(column),
    .polarity_i(polarity)
  );

  // Expected output tokens {last, eos, address} of up to STEPS steps
  reg  [4:0] want [0:8191];
  integer    n_want = 0, n_got = 0;
  integer    weight [0:N_IN*N-1];
  integer    v [0:N-1];
  integer    sum [0:N-1];
  integer    i, n, level, at = 0, steps = 0, left = 0, next_in = 0, pause = 0, from = 0;
  reg        programmed = 1'b0, configured = 1'b0, out_first = 1'b1;

  initial begin
    for (n = 0; n < N; n = n + 1) begin
      v[n] = 0;
      sum[n] = 0;
    end
  end

  // LIF with leak 2^-3, threshold 40, gain 2, reset by subtraction, no refractory
  task end_of_step(input last);
    begin
      for (n = 0; n < N; n = n + 1) begin
        v[n] = v[n] - (v[n] >>> 3) + 4 * sum[n];
        if (v[n] >= 40) begin
          v[n] = v[n] - 40;
          want[n_want] = n;
          n_want = n_want + 1;
        end
        if (last) v[n] = 0;
        sum[n] = 0;
      end
      want[n_want] = {last, 1'b1, 3'd0};
      n_want = n_want + 1;
    end
  endtask

  // Configuration
  function [31:0] register(input integer address);
    case (address)
      0: register = N - 1;
      1: register = 2;
      2: register = 40;
      3: register = 3;
      4: register = 2;
      5: register = 1;
      6: register = 0;
      7: register = 2;
      default: register = 1;
    endcase
  endfunction

  always @(posedge clk) if (!rst) begin
    cfg_we <= 1'b0;
    if (!configured) begin
      cfg_we   <= 1'b1;
      cfg_addr <= at;
      cfg_data <= register(at);
      at = at + 1;
      if (at == 9) begin
        configured = 1'b1;
        at = 0;
      end
    end else if (!programmed) begin
      if (!prog_valid || prog_ready) begin
        prog_valid <= at < N_IN * N;
        if (at < N_IN * N) begin
          level = below(15) - 7;
          weight[at] = level;
          i = at / N;
          prog_tile      <= i / 8;
          prog_word_line <= (i % 8) * 2 + (level < 0);
          prog_column    <= at % N;
          prog_polarity  <= 1'b1;
          prog_pulses    <= level < 0 ? -level : level;
          at = at + 1;
        end else programmed = 1'b1;
      end
    end else begin
      if (idle && from == 0) from = cycle;
      // Spikes ascending, then end of step; stalls only before the first token of a step
      if (in_valid && in_ready) begin
        if (in_eos) begin
          end_of_step(in_last);
          steps = steps + 1;
          next_in = below(3) ? below(4) : N_IN;
          pause = below(3) ? 0 : below(200);
        end else for (n = 0; n < N; n = n + 1) sum[n] = sum[n] + weight[in_addr * N + n];
      end
      if (pause > 0) begin
        pause = pause - 1;
        in_valid <= 1'b0;
      end else if ((!in_valid || in_ready) && from > 0 && steps < STEPS) begin
        in_valid <= 1'b1;
        in_eos   <= next_in >= N_IN;
        in_last  <= next_in >= N_IN && steps % 7 == 6;
        in_addr  <= next_in;
        next_in = next_in + 1 + below(5);
      end else if (in_ready) in_valid <= 1'b0;
    end
    // Sink: stalls only before the first token of a step
    out_ready <= !out_first || below(20) == 0;
    if (out_valid && out_ready) begin
      check("token", {out_last, out_eos, out_eos ? 3'd0 : out_addr}, want[n_got]);
      n_got = n_got + 1;
      out_first = out_eos;
      if (out_eos) out_ready <= 1'b0;
    end
    check("no read while programming", prog && drive, 0);
    if (steps == STEPS && n_got == n_want || cycle == 200000) begin
      check("all tokens", n_got, n_want);
      check("spikes met", n_want > STEPS + 50, 1);
      verdict(1000);
    end
  end
endmodule
